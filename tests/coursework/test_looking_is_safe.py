"""Nothing that a student wrote is run by the teacher's browser: tried in formgrader and JupyterLab.

Each attack is first shown to work on a course folder as earlier versions left it. Then one command
of the course mends that folder, and the same attack does nothing.
"""

import copy
import shutil
from contextlib import nullcontext, suppress
from html import unescape

import nbformat
import pytest

from coursework import __main__ as commands
from coursework import byhand, intake, nb
from coursework.collect import collect
from coursework.course import CONFIG, find, write
from coursework.feedback import feedback
from coursework.grade import Options, grade_set
from coursework.looking import harmless, mend
from coursework.rehearsal import hostile
from tests.helpers import attacks
from tests.helpers.attacks import ATTACKS
from tools.jupyter_page import PATIENCE, open_in, running_lab, write_notebook

pytest.importorskip("playwright")
from playwright.sync_api import Error

LATE = "2026-10-18T00:00:00+00:00"
# a page takes a second of the processor: those that need none of their own share one
ALONE = [name for name in ATTACKS if name not in attacks.TOGETHER]
TEACHERS = ()  # a teacher's server starts with no options of ours
ASK_TWICE = """async () => {
    for (const _ of [1, 2]) await fetch("/api/status").then(answer => answer.text()); }"""
MATHJAX = """window.MathJax = { Hub: {} };
addEventListener("load", () => { document.body.dataset.mathjax = "here" })"""
HONEST = r"""It is **steep** where $\|\nabla f\|$ is, and $a<b$ there:

| lr | T |
|---:|---|
| 0.1 | 20 |

```python
def step(beta): return beta
```
![what I drew](attachment:drawn.png)
"""
FRAME = """<div>
<style scoped>.dataframe tbody tr th { vertical-align: top; }</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>lr</th></tr>
</thead><tbody><tr><th>0</th><td>0.1</td></tr></tbody></table></div>"""  # as pandas prints one


@pytest.fixture(scope="module")
def graded(course_of_module):
    """Two students' answers, graded as today; their course."""
    course = course_of_module
    release = nbformat.read(course.release("toy"), as_version=4)
    for student in ("kim", "mallory"):
        book = hostile.perfect(copy.deepcopy(release))
        path = course.root.parent / f"{student}.ipynb"
        nbformat.write(book, path)
        collect(course, "toy", path)
    records = grade_set(course, "toy", Options(boxed=False, cell_timeout=30))
    assert {each.state for each in records} == {"graded"}
    return course


def as_before(graded, folder):
    """A copy as version 1.0.0 would have made it: no lines of ours, uploads under any name."""
    shutil.copytree(graded.root, folder / "work")
    course = find(folder / "work")
    config = course.root / CONFIG
    config.write_text(mend._own(config.read_text()) + "c.Exchange.timezone = 'Asia/Seoul'\n")
    (course.root / mend.DONE).unlink(missing_ok=True)
    (course.root / attacks.CONFIG).write_text(attacks.PROGRAM)
    with nb.gradebook(course) as book:
        book.update_or_create_student("kim", first_name="Minsu", last_name=attacks.HOOK)
    return course


def write_graded(course, book, student="mallory"):
    path = course.autograded("toy", student)
    path.chmod(0o644)
    nbformat.write(book, path)


def read_graded(course, student="mallory"):
    return nbformat.read(course.autograded("toy", student), as_version=4)


class Teacher:
    """A teacher's browser on a course's own Jupyter server."""

    def __init__(self, chromium, course, address, **options):
        self.course, self.address = course, address
        self.context = chromium.new_context(viewport={"width": 1200, "height": 900}, **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.route("https://**", lambda route: route.abort())
        self.context.route(
            "https://cdnjs.cloudflare.com/**",
            lambda route: route.fulfill(body=MATHJAX, content_type="text/javascript"),
        )
        self.said, self.asked = [], []
        self.context.on("console", lambda message: self.said.append(message.text))
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page = self.context.new_page()
        self.page.goto(f"{address}/formgrader?token=t")
        with nb.gradebook(course) as book:
            self.numbers = {
                each.student.id: each.id for each in book.notebook_submissions("toy", "toy")
            }

    def grade(self, student="mallory"):
        """Open a student's page of formgrader, and wait until its own scripts have done theirs."""
        self.said.clear()
        self.asked.clear()
        self.page.goto(f"{self.address}/formgrader/submissions/{self.numbers[student]}/")
        self.settle()

    def open(self, path, until=None):
        """Open a notebook in JupyterLab, trusted or not as it is, and wait for its kernel.

        until: words that the console then says; what ran until it did is the answer.
        """
        self.said.clear()
        heard = self.page.expect_console_message(lambda m: until in m.text)
        with heard if until else nullcontext():
            self.page.goto(f"{self.address}/lab/tree/{path}?reset")
            self.page.locator(".jp-Notebook .jp-Cell").first.wait_for()
            self.page.get_by_text("(ipykernel) | Idle").wait_for()
        self.settle()
        return self.ran()

    def ran(self):
        return [text for text in self.said if text.startswith(("RAN", "READ"))]

    def settle(self):
        """Until the page is at rest, and what it said until then has been heard."""
        for page in self.context.pages:
            page.wait_for_load_state("networkidle")
            with suppress(Error):  # the page moves on, or has no way to the server
                page.evaluate(ASK_TWICE)
            page.wait_for_load_state("networkidle")

    def what_happened(self, attack):
        """Signs of the attack, in the state in which the page is left; empty where it failed."""
        signs = self.ran() + [url for url in self.asked if "asked=1" in url]
        program = self.course.root / "ran-as-teacher"
        if program.exists():
            signs.append("program")
            program.unlink()
        if attack.sign not in ("ran", "asked", "program") and self.page.evaluate(attack.sign):
            signs.append("changed")
        return signs


def attempt(teacher, attack, write):
    """Put the attack before the teacher, who clicks what there is to click; the signs it left."""
    write(attack)
    teacher.grade(attack.student)
    target = teacher.page.get_by_text(attack.click).first if attack.click else None
    if target and target.count():
        target.hover()
        target.click()
        teacher.settle()
    return teacher.what_happened(attack)


def known_to_work(teacher, name, write):
    """As attempt; what a busy machine has not come to yet is waited for."""
    signs = attempt(teacher, ATTACKS[name], write)
    for _ in range(40):
        if signs and not (can_read(name, signs) and not has_read(signs)):
            break
        teacher.settle()
        signs += [sign for sign in teacher.what_happened(ATTACKS[name]) if sign not in signs]
    return signs


def all_known_to_work(teacher, write):
    """As known_to_work, of those that stand together: {name: signs}."""
    told = {name: attacks.signed(name) for name in attacks.TOGETHER}
    heard = attempt(teacher, attacks.together(), write)
    for _ in range(40):
        said = " ".join(heard)
        if all(
            ran in said and (own_frame(name) or read in said) for name, (ran, read) in told.items()
        ):
            break
        teacher.settle()
        heard = teacher.ran()
    return {
        name: [
            text.replace(ran, "RAN").replace(read, "READ")
            for text in heard
            if text.startswith((ran, read))
        ]
        for name, (ran, read) in told.items()
    }


def own_frame(name):
    """Whether it runs where it does not reach the server."""
    return "data" in name or "own frame" in name


def can_read(name, signs):
    """Whether what ran stood where it reaches the server."""
    return "RAN" in signs and not own_frame(name)


def has_read(signs):
    """Whether it read the secret seed."""
    return any(sign.startswith("READ ") for sign in signs)


def writer(course, mended):
    """Write an attack into mallory's graded notebook; then mend the folder, or not."""
    clean = read_graded(course)

    def write(attack):
        write_graded(course, attacks.put(copy.deepcopy(clean), attack))
        if mended == "file":
            (course.root / mend.DONE).unlink(missing_ok=True)
            mend.mend(course)

    return write


@pytest.fixture(scope="module")
def unguarded(graded, tmp_path_factory, chromium):
    """What each attack does on a folder of an earlier version: {name: signs}."""
    folder = tmp_path_factory.mktemp("before")
    course = as_before(graded, folder)
    clean = read_graded(course)
    with running_lab(folder, TEACHERS) as (address, _):
        teacher = Teacher(chromium, course, address)
        write_graded(course, attacks.everything(copy.deepcopy(clean)))
        seen = {"JupyterLab": teacher.open("autograded/mallory/toy/toy.ipynb", "READ")}
        write_graded(course, clean)
        write = writer(course, mended="")
        seen |= all_known_to_work(teacher, write)
        return seen | {name: known_to_work(teacher, name, write) for name in ALONE}


@pytest.fixture(scope="module")
def mended(graded, tmp_path_factory):
    """A folder of an earlier version that one command has mended, and the server on it."""
    folder = tmp_path_factory.mktemp("after")
    course = as_before(graded, folder)
    book = read_graded(course, "mallory")
    write_graded(course, attacks.everything(copy.deepcopy(book)))
    raw = course.downloaded("toy") / "mallory" / "mallory.ipynb"
    nbformat.write(attacks.everything(book), raw)
    assert commands.main(["report", str(course.root), "toy"]) == 0
    with running_lab(folder, TEACHERS) as (address, _):
        yield course, address


@pytest.fixture(scope="module")
def guarded(mended, chromium):
    return Teacher(chromium, *mended)


@pytest.fixture(scope="module")
def careless(mended, chromium):
    """A browser that knows no Content-Security-Policy: cleaning has to do alone."""
    return Teacher(chromium, *mended, bypass_csp=True)


@pytest.mark.parametrize("name", ["JupyterLab", *ATTACKS])
def test_each_attack_works_where_nothing_is_mended(name, unguarded):
    assert unguarded[name]
    assert has_read(unguarded[name]) or not can_read(name, unguarded[name])


@pytest.mark.parametrize("name", ["together", *ALONE])
@pytest.mark.parametrize("what", ["page", "file"])
def test_and_does_nothing_after_one_command(name, what, guarded, careless):
    """Cleaning the page stops it, whatever the file; a cleaned file and a guarded page, too."""
    clean = read_graded(guarded.course)
    teacher = careless if what == "page" else guarded
    try:
        attack = ATTACKS[name] if name in ATTACKS else attacks.together()
        assert attempt(teacher, attack, writer(guarded.course, what)) == []
        assert teacher.page.locator("#test_loss").count() == 1  # the page is there to be used
    finally:
        write_graded(guarded.course, clean)


def test_in_jupyterlab_a_graded_notebook_does_nothing(guarded, careless):
    for teacher in (guarded, careless):
        assert teacher.open("autograded/mallory/toy/toy.ipynb") == []


def test_nor_does_an_upload_as_it_came(guarded):
    refused = "'blob:"  # the saved widget's program, which the page's policy does not let in
    assert guarded.open("downloaded/toy/mallory/mallory.ipynb", refused) == []
    assert any("Content Security Policy" in text and refused in text for text in guarded.said)


def test_jupyterlab_still_works_there(guarded):
    source = "import matplotlib.pyplot as plt; plt.plot([1, 2]); print(6 * 7)"
    write_notebook(guarded.course.root / "own.ipynb", [source])
    notebook = open_in(guarded.context, guarded.address, "own.ipynb", wait=".jp-RenderedImage img")
    notebook.page.get_by_text("42", exact=True).wait_for()
    notebook.check()
    notebook.page.close()


def test_honest_answers_still_look_as_they_were_meant(guarded):
    clean = read_graded(guarded.course, "kim")
    book = copy.deepcopy(clean)
    words = hostile.cell(book, "words")
    words.source, words.attachments = HONEST, {"drawn.png": {"image/png": attacks.PNG}}
    table = {"text/html": FRAME, "text/plain": "    lr\n0  0.1"}
    svg = {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'}
    for data in (table, {"image/png": attacks.PNG}, svg, {"text/latex": "$\\beta_1$"}):
        book.cells += attacks.shows(data)
    try:
        write_graded(guarded.course, harmless.notebook(book), "kim")
        guarded.grade("kim")
        page = guarded.page
        text = page.locator("body").inner_text()
        assert "$\\|\\nabla f\\|$ is, and $a<b$ there" in text and "$\\beta_1$" in text
        assert page.locator(".rendered_html strong").inner_text() == "steep"
        assert page.locator(".rendered_html table").count() == 2
        assert page.locator(".rendered_html .highlight .nf").inner_text() == "step"
        widths = page.locator("img").evaluate_all("all => all.map(i => i.naturalWidth)")
        assert sorted(widths) == [8, 8, 9]
        assert page.evaluate("document.body.dataset.mathjax") == "here"
    finally:
        write_graded(guarded.course, clean, "kim")


def test_marks_are_still_given_and_kept(guarded):
    guarded.grade()
    page = guarded.page
    page.locator(".glyphicon-eye-open").click()
    page.locator("a.name-shown").get_by_text("mallory").wait_for()
    with page.expect_response("**/api/grade/*"):
        page.locator("#words").fill("2.5")
        page.locator("#words").press("Tab")
    with page.expect_response("**/api/comment/*"):
        page.locator("#words-comment").fill("Say <why>.")
        page.locator("#words-comment").press("Tab")
    with nb.gradebook(guarded.course) as book:
        assert book.find_grade("words", "toy", "toy", "mallory").manual_score == 2.5
        assert book.find_comment("words", "toy", "toy", "mallory").comment == "Say <why>."


def test_the_page_tells_who_marked_it_and_that_it_was_late(guarded):
    """After a mark; what course.toml says now, and a note with signs of Markdown and of HTML."""
    course = guarded.course
    dates = '[late]\npercent_a_day = 10\n[toy]\ndue = "2026-10-16 23:59"\n'
    write(course.root / "course.toml", f'time_zone = "Asia/Seoul"\n{dates}')
    note = f"*lost* {attacks.HOOK} $x$"
    intake.note(course.downloaded("toy") / "mallory", handed_in=LATE, notes=[note])
    guarded.grade()
    text = guarded.page.locator(".text_cell_render").first.inner_text()
    assert "handed in 2026-10-18 09:00, due 2026-10-16 23:59; 20 % taken off" in text
    assert f"words: by {byhand.grader()}, 20" in text
    assert note in text and guarded.ran() == []
    with nb.gradebook(course) as book:
        mallory = book.find_submission_notebook("toy", "toy", "mallory")
        assert mallory.late_submission_penalty is None


@pytest.mark.parametrize(
    "place",
    [
        "manage_assignments",
        "gradebook",
        "gradebook/toy",
        "gradebook/toy/toy",
        "manage_students",
        "manage_students/kim",
        "manage_students/kim/toy",
        "manage_submissions/toy",
        "api/students",
    ],
)
def test_every_list_shows_a_hostile_name_as_the_text_it_is(place, careless, guarded):
    blocked = []
    for teacher in (careless, guarded):
        teacher.said.clear()
        teacher.page.goto(f"{teacher.address}/formgrader/{place}")
        teacher.settle()
        assert teacher.page.title() == "nbgrader formgrade" or place.startswith("api")
        assert teacher.ran() == []
        blocked += [text for text in teacher.said if "Content Security" in text]
    assert blocked == [] or place.startswith("api")  # a list as data, which no page shows
    if place in ("manage_students", "gradebook/toy/toy"):
        assert "onerror" in guarded.page.locator("tbody").text_content()


def test_a_page_runs_nothing_but_its_own_programs(guarded):
    """What cleaning might overlook one day."""
    guarded.grade()
    guarded.page.evaluate("html => { document.body.innerHTML += html }", attacks.HOOK)
    guarded.settle()
    assert guarded.ran() == []


def test_feedback_shows_it_all_as_text(mended, chromium):
    course, _ = mended
    clean = read_graded(course)
    about = {"nbgrader": {"solution": True, "grade_id": "loss"}}
    book = attacks.everything(copy.deepcopy(clean))
    for cell in book.cells:
        cell.metadata.setdefault("nbgrader", about["nbgrader"])
    try:
        write_graded(course, book)
        feedback(course, "toy")
    finally:
        write_graded(course, clean)
    page = course.root / "feedback" / "mallory" / "toy" / "toy.html"
    text = page.read_text(encoding="utf-8")
    unescaped = page.with_name("control.html")
    unescaped.write_text(unescape(text).replace("Content-Security-Policy", ""), encoding="utf-8")
    said = []
    for path in (unescaped, page):
        context = chromium.new_context(bypass_csp=True)
        said.append([])
        context.on("console", lambda message: said[-1].append(message.text))
        tab = context.new_page()
        tab.goto(path.as_uri())
        tab.wait_for_load_state("networkidle")
        tab.evaluate("1")
        context.close()
    assert "RAN" in said[0] and said[1] == []
