"""Long work of floors that do not know the jobs, asked for by a page or by the clock."""

from learning.jobs import running
from learning.jobs.models import Job
from learning.people import likely_pairs

LIKELY_PAIRS = "people.likely_pairs"
EVERYBODY = "everybody"


@running.work(LIKELY_PAIRS)
def search_likely_pairs(job: Job) -> None:
    likely_pairs.search(lambda done, total: running.tell_progress(job, done=done, total=total))


def ask_for_likely_pairs() -> Job:
    return running.ask(LIKELY_PAIRS, key=EVERYBODY)


def search_under_way() -> Job | None:
    return Job.objects.filter(work=LIKELY_PAIRS, key=EVERYBODY).unfinished().first()  # type: ignore[attr-defined,no-any-return]
