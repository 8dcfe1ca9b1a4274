"""Points taken off for handing in late: what a class's rules say, and why, in words."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil

from gdlab.notebook.language import _

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """What a class's course.toml says of one set. Times in UTC."""

    due: datetime | None = None
    extensions: dict = field(default_factory=dict)  # {student: a due date of their own}
    points: dict = field(default_factory=dict)  # {graded cell: what it counts here; 0: dropped}
    percent: float = 0.0  # of the points earned, for each day begun
    grace: timedelta = timedelta()
    days: float | None = None  # what comes later than this has no points
    zone: tzinfo | None = None  # None where the class has not said
    groups: dict = field(default_factory=dict)  # {student: group}, where groups hand in together
    which: str = ""  # of two files of one group that count: "better" or "later"

    def due_of(self, student):
        """The due date, or the latest of those granted to the student and their group."""
        group = self.groups.get(student)
        own = [
            when
            for who, when in self.extensions.items()
            if who == student or (group and group in (who, self.groups.get(who)))
        ]
        return max(own, default=self.due)

    @property
    def announced(self):
        """The due date as students read it; None where there is none."""
        return self.due and f"{self.shown(self.due)} ({getattr(self.zone, 'key', 'UTC')})"

    def shown(self, when):
        """A moment on the clocks of the class."""
        return f"{when.astimezone(self.zone or UTC):%Y-%m-%d %H:%M}"


def late(rules: Rules, student: str, handed_in: datetime | None, earned: float | None):
    """(points that count, why) of the points earned; ("", unchanged) for who was in time.

    A day is 24 hours, and a begun one counts. Without a due date, or without a time that the
    platform told, nothing is taken off.
    """
    due = rules.due_of(student)
    if due is None or handed_in is None or handed_in <= due + rules.grace:
        return earned, ""
    over = handed_in - due
    gone = rules.days is not None and over > rules.days * DAY
    percent = 100.0 if gone else min(100.0, ceil(over / DAY) * rules.percent)
    words = _("late: handed in {when}, due {due}; {percent:g} % taken off")
    why = words.format(when=rules.shown(handed_in), due=rules.shown(due), percent=percent)
    if earned is None:
        return None, why
    words = _("{why}: {earned:g} points before, {left:g} after")
    left = round(earned * (100 - percent) / 100, 2)
    return left, words.format(why=why, earned=earned, left=left)
