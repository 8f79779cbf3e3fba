"""What the directories said on a day, whoever changed what and how."""

from programs.models import DirectoryEntry


def test_entries_follow(world, client):
    rows = DirectoryEntry.objects.filter(part="institution")
    for path in ("/institutions/", "/institutions/?on=2026-11-01&level=5&district=DL-06", "/institutions/files/csv/", "/institutions/files/xlsx/", "/catalogue/", "/catalogue/csv/", f"/institutions/{world['甲'].organization.number}/", "/api/v1/institutions/", "/api/v1/institutions/?level=5&training_type=key_group"):
        answer = client.get(path)
        print(path, answer.status_code, len(answer.content))
        if "csv" in path or "api" in path: print(answer.content.decode()[:900])
    assert 0
