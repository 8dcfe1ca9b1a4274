"""The marks of a group: one member's file counts for all of them, each under their own name."""

from collections import defaultdict
from dataclasses import replace

from coursework.groups import BETTER, LATER, together
from coursework.late import late
from coursework.records import digest, load
from gdlab.notebook.language import N_, _

WHY = {
    BETTER: N_("the better one"),
    LATER: N_("the later one"),
    None: N_("the better one, since not all times are known"),
}


def share(marks, rule, digests):
    """The Marks with those of each group's work in place of its members' own.

    digests: {student: digest of the file}, of who handed in.
    """
    by_id = {each.student: each for each in marks}
    for group, students in together(rule.groups).items():
        members = [by_id[each] for each in students if each in by_id]
        came = [each for each in members if each.student in digests]
        if not came:
            continue
        works = [_work(of, rule) for of in _alike(came, digests)]
        chosen, why = _chosen(works, rule)
        words = _words(group, came, chosen, why if len(works) > 1 else "")
        for each in members:
            about = {"student": each.student, "name": each.name, "group": words}
            by_id[each.student] = replace(chosen, several=len(works) > 1, **about)
    return [by_id[each.student] for each in marks]


def _alike(came, digests):
    """The members by the file that they handed in."""
    found = {}
    for each in came:
        found.setdefault(digests[each.student], []).append(each)
    return found.values()


def _work(members, rule):
    """The Marks of one file that these handed in: the first time at which it came counts."""
    graded = next((each for each in members if not each.new), members[0])
    times = [each.handed_in for each in members if each.handed_in]
    time = min(times, default=None)
    so_far, why = late(rule, graded.student, time, graded.earned)
    score = None if graded.score is None else so_far
    return replace(graded, so_far=so_far, score=score, late=why, handed_in=time)


def _chosen(works, rule):
    """(the Marks that count, why); what is not graded yet comes first, for it decides."""
    told = all(each.handed_in for each in works)
    if rule.which == LATER and told:
        return max(works, key=lambda each: (each.handed_in, each.student)), WHY[LATER]
    for each in works:
        if each.new:
            return each, ""
    best = max(works, key=lambda m: (-1 if m.so_far is None else m.so_far, m.work))
    return best, WHY[BETTER if rule.which == BETTER else None]


def _words(group, came, chosen, why):
    """What a member reads of it."""
    who = {each.student: each.name or each.student for each in came}
    words = _("group {group}: handed in by {who}")
    if why:
        words = _("group {group}: {all} handed in different files; that of {who} counts, {why}")
    names = ", ".join(who.values())
    return words.format(group=group, who=who[chosen.work], all=names, why=why and _(why))


def several(groups, found):
    """{group: students} of the groups of whom different files came; found: {student: path}."""
    came = together({student: g for student, g in groups.items() if student in found})
    return {g: who for g, who in came.items() if len({digest(found[each]) for each in who}) > 1}


def stand_for(course, name, groups, found):
    """{student: whose equal file is graded}, of who handed in; most stand for themselves.

    Of equal files in one group that is the one which is graded already, or the first.
    """
    same = defaultdict(list)
    for student, path in sorted(found.items()):
        own = groups.get(student)
        same[(own, digest(path)) if own else student].append(student)
    firsts = {}
    for of_one in same.values():
        first = of_one[0] if len(of_one) == 1 else _first(course, name, of_one)
        firsts |= dict.fromkeys(of_one, first)
    return firsts


def _first(course, name, students):
    return next((each for each in students if load(course, name, each)), students[0])
