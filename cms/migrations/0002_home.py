"""A site needs a home: Wagtail's welcome page gives way to ours."""

from django.db import migrations


def make_home(apps, editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    page = apps.get_model("wagtailcore", "Page")
    home = apps.get_model("cms", "HomePage")
    site = apps.get_model("wagtailcore", "Site")
    locale = apps.get_model("wagtailcore", "Locale")
    site.objects.all().delete()
    page.objects.filter(depth=2).delete()
    page.objects.filter(depth=1).update(numchild=1)
    made = home.objects.create(
        title="Học An",
        draft_title="Học An",
        slug="trang-chu",
        content_type=content_type.objects.get_or_create(model="homepage", app_label="cms")[0],
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/trang-chu/",
        show_in_menus=False,
        locale=locale.objects.get_or_create(language_code="vi")[0],
    )
    site.objects.create(hostname="localhost", root_page=made, is_default_site=True, site_name="Học An")


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(make_home, migrations.RunPython.noop)]
