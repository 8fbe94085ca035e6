from django.db import migrations
from django.db.models import Q

from learning.people.text import fold


def give_everybody_a_posting(apps, schema_editor):
    """Until now a person had today's unit only."""
    Person, Posting = apps.get_model("people", "Person"), apps.get_model("people", "Posting")
    people = list(Person.objects.filter(Q(postings=None)))
    Posting.objects.bulk_create(
        Posting(person=person, organisation_id=person.organisation_id, position=person.position) for person in people
    )
    for person in people:
        person.words_key = " ".join(sorted(person.search_key.split()))
        person.position_key = fold(person.position)
    Person.objects.bulk_update(people, ["words_key", "position_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_and_classes")]
    operations = [migrations.RunPython(give_everybody_a_posting, migrations.RunPython.noop)]
