"""A voucher from its issue to its verification, step by step in the browser."""

from datetime import timedelta

GROUP = "毕业年度高校毕业生"


def given(walk, worker, today, proof):
    """The worker proves a group on a phone, the district confirms it and issues; it is claimed."""
    worker.open("/account/groups/new/").fill(proof=proof)
    worker.page.select_option("[name=group]", label=GROUP)
    worker.submit()
    district = walk("district")
    district.open("/admin/trainees/groupmembership/?waiting=1").open_first()
    district.press("认定群体身份")
    district.fill(valid_until=f"{today + timedelta(days=300)}").submit()
    issue(district)
    worker.open("/account/notifications/").press("您有一张培训券")
    worker.press("领用培训券").submit()
    assert "已领用" in worker.text()


def issue(district):
    """The numbers first, then the vouchers; a second time nobody is left."""
    district.open("/admin/trainees/voucherissue/").press("发放培训券")
    for left in (1, 0):
        district.page.select_option("[name=group]", label=GROUP)
        district.fill(training_type="key_group").submit()
        assert f"培训券\n{left}" in district.page.inner_text("#looked")
        if left:
            district.press("发放培训券")
            assert "培训券已发放" in district.text()
            district.open("/vouchers/issue/")


def used_in(walk, worker, school):
    """It is held for the enrolment, which the institution sees."""
    walk.until(worker, "/account/vouchers/", "已占用")
    assert "已占用" in school.open("/workspace/vouchers/").text()


def verified(walk, worker):
    """The first sign-in has verified it."""
    walk.until(worker, "/account/vouchers/", "已验证")
