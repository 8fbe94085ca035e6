"""Take the pictures of docs/pictures anew, so that they stay true: `make pictures`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
TOP = HERE.parent
PICTURES = HERE / "pictures"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
with socket.socket() as probe:  # whatever port is free
    probe.bind(("127.0.0.1", 0))
    PORT = probe.getsockname()[1]
SITE = f"http://127.0.0.1:{PORT}"
PRINTED = "http://127.0.0.1:8000"  # on the certificate: the same in every run
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PASSWORD = "hoc-an-Thu-2026"  # noqa: S105 -- the demonstration accounts'
COMMANDS = (
    "compile_translations", "migrate -v0", "load_organisations", "load_content", "load_lists", "load_demo",
    "collectstatic --noinput -v0",
)  # fmt: skip
COURSE = "/nguoi-cung-cap-dich-vu/nguoi-cung-cap-dich-vu/"
PUBLIC = {
    "home": "/", "audience": "/nguoi-cung-cap-dich-vu/", "course": COURSE, "search": "/tim-kiem/?q=chuyen+tuyen",
    "signup": "/tai-khoan/signup/", "private": "/r/1/", "verify-form": "/xac-minh/", "not-found": "/khong-co-trang-nay/",
}  # fmt: skip


def main() -> None:
    if CHROMIUM is None:
        sys.exit("No Chromium found. To get one: sudo apt-get install -y chromium")
    PICTURES.mkdir(exist_ok=True)
    with running_site(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size in SIZES:
            take_public(browser, size)
        take_trainees(browser)
        take_officers(browser)
        take_editor(browser)
        browser.close()


@contextmanager
def running_site() -> Iterator[None]:
    """A site of its own with demonstration data."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "learning.settings.local", "SITE_URL": PRINTED}
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an event loop running
        for command in COMMANDS:
            run = [sys.executable, "manage.py", *command.split()]
            subprocess.run(run, cwd=TOP, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        serve = [sys.executable, "-m", "gunicorn", "learning.wsgi", "-b", f"127.0.0.1:{PORT}", "--threads", "4"]
        server = subprocess.Popen(serve, cwd=TOP)  # noqa: S603
        try:
            wait()
            start_django()
            yield
        finally:
            server.terminate()
            server.wait(10)


def wait() -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(SITE, timeout=2).read()  # noqa: S310
        except OSError:
            time.sleep(0.3)
        else:
            return


def start_django() -> None:
    """The settings read the environment that running_site prepares."""
    sys.path.insert(0, str(TOP))
    import django  # noqa: PLC0415

    django.setup()


def opened(browser: Browser, size: str, username: str = "") -> Page:
    page = browser.new_context(viewport=SIZES[size], locale="vi-VN").new_page()
    if username:
        page.goto(f"{SITE}/tai-khoan/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/hoc-tap/")
    return page


def shoot(page: Page, name: str, size: str, path: str = "") -> None:
    if path:
        page.goto(SITE + path)
    keep(Image.open(BytesIO(page.screenshot())), f"{name}-{size}")


def keep(picture: Image.Image, name: str) -> None:
    """64 colours are enough for flat pages, and small."""
    picture.convert("RGB").quantize(64).save(PICTURES / f"{name}.png", optimize=True)


def take_public(browser: Browser, size: str) -> None:
    page = opened(browser, size)
    for name, path in PUBLIC.items():
        shoot(page, name, size, path)


def take_trainees(browser: Browser) -> None:
    """One person learns on a phone; the same pages are then opened on a desk."""
    phone = opened(browser, "phone", "hocvien")
    phone.goto(SITE + COURSE)
    phone.click("main form.actions button")
    lesson = phone.url.removeprefix(SITE)
    shoot(phone, "lesson", "phone")
    phone.goto(f"{SITE}{COURSE}bai-kiem-tra/")
    phone.click("main form .button--next")
    question = phone.url.removeprefix(SITE)
    phone.locator("[name=chosen]").first.check()
    shoot(phone, "quiz", "phone")
    desk = opened(browser, "desk", "hocvien")
    shoot(desk, "quiz", "desk", question)
    phone.goto(SITE + question.replace("cau/1", "xem-lai"))
    shoot(phone, "review", "phone")
    phone.click("main form .button--next")
    result = phone.url.removeprefix(SITE)
    shoot(phone, "result", "phone")
    shoot(phone, "my-learning", "phone", "/hoc-tap/")
    for name, path in {"lesson": lesson, "result": result, "my-learning": "/hoc-tap/"}.items():
        shoot(desk, name, "desk", path)


def take_officers(browser: Browser) -> None:
    year = time.localtime().tm_year
    for size in SIZES:
        page = opened(browser, size, "canboso")
        shoot(page, "figures", size, f"/so-lieu/?nam={year}")
        shoot(page, "behind", size, f"/so-lieu/danh-sach/?nam={year}&so=people")
        shoot(page, "people", size, "/nguoi-hoc/")
        shoot(page, "units", size, "/don-vi/")
    take_organisers(browser)
    take_certificate(browser)


def take_organisers(browser: Browser) -> None:
    """A class, the list that an office sent for it, and the tick list on a phone."""
    from learning.records.models import TrainingClass  # noqa: PLC0415

    held = TrainingClass.objects.get(is_demo=True, state="running")
    sent = (TOP / "tests/people/reading/data/office-list-2022.xlsx").as_posix()
    desk = opened(browser, "desk", "totchuclop")
    desk.goto(f"{SITE}/lop/{held.pk}/danh-sach/")
    desk.set_input_files("[name=file]", sent)
    desk.click("form button.button--next")
    shoot(desk, "list", "desk")
    phone = opened(browser, "phone", "totchuclop")
    shoot(phone, "list", "phone", desk.url.removeprefix(SITE))
    desk.click("form[action$='/luu/'] button")
    for name, path in {"class": "", "ticks": f"diem-danh/{held.sessions.first().pk}/"}.items():  # type: ignore[union-attr]
        for page, size in ((desk, "desk"), (phone, "phone")):
            shoot(page, name, size, f"/lop/{held.pk}/{path}")


def take_certificate(browser: Browser) -> None:
    """The trainee passes; the certificate's page, the sheet as a picture, and what anybody sees who verifies it."""
    code, pdf = earned_certificate()
    keep(pypdfium2.PdfDocument(pdf)[0].render(scale=1.2).to_pil(), "certificate-sheet")
    for size in SIZES:
        shoot(opened(browser, size, "hocvien"), "certificate", size, f"/chung-nhan/{code}/")
        shoot(opened(browser, size), "verify", size, f"/xac-minh/{code}/")


def earned_certificate() -> tuple[str, bytes]:
    """Code and PDF, after an attempt with every answer right."""
    from certificates.models import Certificate  # noqa: PLC0415
    from certificates.work import paper_of  # noqa: PLC0415
    from learning.records.models import Enrolment  # noqa: PLC0415
    from tests.factories import sit  # noqa: PLC0415

    enrolment = Enrolment.objects.get(person__user__username="hocvien")
    sit(enrolment)
    certificate = Certificate.objects.get(person=enrolment.person)
    return certificate.code, paper_of(certificate)


def take_editor(browser: Browser) -> None:
    """A trainer's first page, a whole course, and a lesson as its author sees it."""
    from courses.models import LessonPage  # noqa: PLC0415

    lesson = LessonPage.objects.live().earliest("pk")
    page = opened(browser, "desk", "giangvien")
    shoot(page, "editor-home", "desk", "/admin/")
    shoot(page, "whole-course", "desk", f"/admin/khoa-hoc/{lesson.course.pk}/")
    page.goto(f"{SITE}/admin/pages/{lesson.pk}/edit/")
    page.wait_for_load_state("networkidle")
    shoot(page, "editor", "desk")


if __name__ == "__main__":
    main()
