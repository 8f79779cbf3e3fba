"""A teacher is recognised: the proof is handed in, the teacher agrees, the district answers."""

from tests.core.files.makers import pdf


def proof_in(folder):
    """A certificate as a file to hand in."""
    proof = folder / "certificate.pdf"
    proof.write_bytes(pdf())
    return str(proof)


def hand_in(school, proof, *, occupation="", **about):
    """A qualification of the school's teacher: an occupation and a level, or a course."""
    school.open("/workspace/teachers/").press("王老师").press("提交教师资格")
    if occupation:
        school.page.select_option("[name=occupation]", label=occupation)
    school.fill(proof=proof, **about).submit()


def recognise(district, until):
    """The district recognises the one that waits."""
    district.open("/admin/programs/teacherqualification/?waiting=1").open_first()
    district.press("认可资格").fill(valid_until=f"{until}").submit()
