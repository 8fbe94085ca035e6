"""Take the pictures of docs/pictures anew, so that they stay true: `make pictures`."""

import os
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
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PASSWORD = "hoc-an-Thu-2026"  # noqa: S105 -- the demonstration accounts'
COMMANDS = (
    "compile_translations", "migrate -v0", "load_organisations", "load_content", "load_demo", "collectstatic --noinput -v0",
)  # fmt: skip
COURSE = "/nguoi-cung-cap-dich-vu/nguoi-cung-cap-dich-vu/"
PUBLIC = {
    "home": "/", "audience": "/nguoi-cung-cap-dich-vu/", "course": COURSE, "search": "/tim-kiem/?q=chuyen+tuyen",
    "signup": "/tai-khoan/signup/", "private": "/r/1/", "verify-form": "/xac-minh/", "not-found": "/khong-co-trang-nay/",
}  # fmt: skip


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with running_site(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
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
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "learning.settings.local", "SITE_URL": SITE}
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an event loop running
        for command in COMMANDS:
            run = [sys.executable, "manage.py", *command.split()]
            subprocess.run(run, cwd=TOP, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        serve = [sys.executable, "-m", "gunicorn", "learning.wsgi", "-b", f"127.0.0.1:{PORT}", "--threads", "4"]
        server = subprocess.Popen(serve, cwd=TOP)  # noqa: S603
        try:
            wait()
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
    phone.goto(SITE + question.replace("cau/1", "xem-lai"))
    shoot(phone, "review", "phone")
    phone.click("main form .button--next")
    result = phone.url.removeprefix(SITE)
    shoot(phone, "result", "phone")
    shoot(phone, "my-learning", "phone", "/hoc-tap/")
    desk = opened(browser, "desk", "hocvien")
    for name, path in {"lesson": lesson, "result": result, "my-learning": "/hoc-tap/"}.items():
        shoot(desk, name, "desk", path)


def take_officers(browser: Browser) -> None:
    year = time.localtime().tm_year
    for size in SIZES:
        page = opened(browser, size, "canboso")
        shoot(page, "figures", size, f"/so-lieu/?nam={year}")
        shoot(page, "behind", size, f"/so-lieu/danh-sach/?nam={year}&so=people")
    take_certificate(browser)


def take_certificate(browser: Browser) -> None:
    """Somebody's certificate from the list of an invented learner: the sheet as a picture, and its verification page."""
    code, pdf = sample_certificate()
    keep(pypdfium2.PdfDocument(pdf)[0].render(scale=1.2).to_pil(), "certificate-sheet")
    for size in SIZES:
        shoot(opened(browser, size), "verify", size, f"/xac-minh/{code}/")


def sample_certificate() -> tuple[str, bytes]:
    """Code and PDF of one certificate of the demonstration data."""
    sys.path.insert(0, str(TOP))
    import django  # noqa: PLC0415 -- the settings read the environment that running_site prepares

    django.setup()
    from certificates.models import Certificate  # noqa: PLC0415
    from certificates.work import paper_of  # noqa: PLC0415

    certificate = Certificate.objects.latest("pk")
    return certificate.code, paper_of(certificate)


def take_editor(browser: Browser) -> None:
    page = opened(browser, "desk", "giangvien")
    shoot(page, "editor-home", "desk", "/admin/")


if __name__ == "__main__":
    main()
