"""What the directories said on a day, whoever changed what and how."""

from programs.models import DirectoryEntry


def test_entries_follow(world, owner):
    rows = DirectoryEntry.objects.filter(part="institution")
    assert [row.name for row in rows] == ["公甲学校", "公乙学校"]
