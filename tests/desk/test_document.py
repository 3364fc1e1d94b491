"""The documents that are drawn from the code say what the code says."""

import pytest
from django.core.management import CommandError, call_command

from cases.workflow import STEPS, State
from desk.management.commands import document
from groups.powers import SOURCES


def test_the_documents_in_the_repository_are_in_step():
    call_command("document", check=True)


def test_every_state_and_step_is_in_the_document():
    text = document.states_text()

    assert all(f"`{state.value}`" in text for state in State)
    assert all(f"`steg/{step.slug}/`" in text for step in STEPS.values())
    assert "    DRAFT --> SUBMITTED: Lämna in" in text


def test_every_power_is_in_the_document():
    text = document.powers_text()

    assert all(f"`{source.power}`" in text for source in SOURCES)


def test_a_document_that_is_out_of_step_is_named_and_written_anew(settings, tmp_path, capsys):
    (tmp_path / "docs").mkdir()
    (tmp_path / "structure").symlink_to(settings.BASE_DIR / "structure")
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs" / "states.md").write_text("gammalt")

    with pytest.raises(CommandError, match=r"docs/states\.md, docs/powers\.md"):
        call_command("document", check=True)
    assert (tmp_path / "docs" / "states.md").read_text() == "gammalt"

    call_command("document")
    call_command("document", check=True)
    assert "Skrev docs/states.md" in capsys.readouterr().out
