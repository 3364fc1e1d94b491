"""Every model that has a history, and what is seen of it. A field that is not named here makes a test fail.

`shown` values are for everybody who may read the entry, `texts` for those who may read the thing itself, of `mentioned`
fields it is only said that they changed, and what is `never` seen is bookkeeping or a secret.
"""

from django.contrib.auth.models import Permission
from django.db.models import Model

from cases.models import Case, CaseNote, CaseParty, CaseStep, CaseTargetGroup
from desk.models import belonging
from desk.models.kinds import Kind
from documents.models import Job, Page
from groups.models import (
    Appointment,
    Body,
    BodyGrant,
    CareCollaboration,
    ChairTerm,
    DigestLine,
    MandateSlot,
    MorningRound,
    NotificationChoice,
    NumberSeries,
    Organisation,
    OrganisationGrant,
    PeopleImport,
    Population,
    Principal,
    Route,
    Seat,
    User,
)
from outbox.models import OutgoingMail
from plans.models import CollaborationPlan, OverallGoal, PriorityGoal, TargetGroup

CASE = "{case__number|Utkast}"

KINDS: tuple[Kind, ...] = (
    Kind(
        "arende",
        Case,
        "{number|Utkast} {title}",
        belongs="collaboration",
        shown="number state origin holder sender asked author author_seat kind source scope sender_organisation received_on"
        " priority aims_at aims_on deadline answer_by resume_on submitted_at arrived_at closed_at outcome_seen_at",
        texts="title background question proposal consequence attachments prepared_by secrecy_provision external_number"
        " sender_name priority_reason outcome",
        never="id collaboration version created_at changed_at changed_by",
        hidden_name="{number|Utkast}",
        case="id",
        is_open=True,
    ),
    Kind(
        "berord-part",
        CaseParty,
        f"{CASE}: {{organisation__name}}",
        belongs="case__collaboration",
        shown="case organisation",
        never="id",
        hidden_name=CASE,
        case="case_id",
        is_open=True,
        part_of={"arende": ("case",)},
    ),
    Kind(
        "arendets-malgrupp",
        CaseTargetGroup,
        f"{CASE}: {{target_group__name}}",
        belongs="case__collaboration",
        shown="case target_group",
        never="id",
        hidden_name=CASE,
        case="case_id",
        is_open=True,
        part_of={"arende": ("case",)},
    ),
    Kind(
        "steg",
        CaseStep,
        f"{CASE}: {{label}}",
        belongs="case__collaboration",
        shown="case verb label state_before state_after from_body to_body by_name seat_text at deadline",
        texts="note",
        never="id by seat",
        hidden_name=CASE,
        case="case_id",
        is_open=True,
        part_of={"arende": ("case",)},
    ),
    Kind(
        "arbetsanteckning",
        CaseNote,
        CASE,
        belongs="case__collaboration",
        shown="case body by_name at",
        mentioned="text",
        never="id by",
        hidden_name=CASE,
        case="case_id",
        part_of={"arende": ("case",)},
    ),
    Kind(
        "person",
        User,
        "{name}",
        belongs=belonging.of_user,
        shown="email name title phone hsa_id is_active sign_in_reason joined_at added_in invited_at",
        never="id version",
    ),
    Kind(
        "aviseringsval",
        NotificationChoice,
        "{user__name}: {kind}",
        belongs=belonging.of_choice,
        shown="user kind timing",
        never="id",
        part_of={"person": ("user",)},
    ),
    Kind(
        "forordnande",
        Appointment,
        "{user__name} – {seat__label}, {seat__body__short_name}",
        belongs="seat__body__collaboration",
        shown="seat user starts_on ends_on scope",
        never="id",
        is_open=True,
        part_of={
            "person": ("user",),
            "plats": ("seat",),
            "grupp": ("seat__body",),
            "organisation": ("seat__organisation",),
        },
    ),
    Kind(
        "ordforandeperiod",
        ChairTerm,
        "{office} i {body__short_name}, {appointment__user__name|planerad}",
        belongs="body__collaboration",
        shown="body office appointment principal side rotates follows starts_on ends_on period_starts_on period_ends_on"
        " same_side_reason ended_reason",
        never="id",
        is_open=True,
        part_of={
            "person": ("appointment__user",),
            "grupp": ("body",),
            "forordnande": ("appointment",),
            "plats": ("appointment__seat",),
            "organisation": ("appointment__seat__organisation",),
        },
    ),
    Kind(
        "behorighet-grupp",
        BodyGrant,
        "{user__name}: {permission__name}, {content_object__short_name}",
        belongs="content_object__collaboration",
        shown="user permission content_object starts_on ends_on reason given_by given_at withdrawn_at withdrawn_by"
        " withdrawn_reason",
        never="id",
        part_of={"person": ("user",), "grupp": ("content_object",)},
    ),
    Kind(
        "behorighet-organisation",
        OrganisationGrant,
        "{user__name}: {permission__name}, {content_object__name}",
        belongs="content_object__collaboration",
        shown="user permission content_object starts_on ends_on reason given_by given_at withdrawn_at withdrawn_by"
        " withdrawn_reason",
        never="id",
        part_of={"person": ("user",), "organisation": ("content_object",)},
    ),
    Kind(
        "grupp",
        Body,
        "{name}",
        belongs="collaboration",
        shown="slug name short_name purpose kind level position convener secretary queue_kept_by chair_rotates"
        " chair_follows case_days answer_days valid_from valid_to",
        never="id collaboration",
        is_open=True,
    ),
    Kind(
        "plats",
        Seat,
        "{label}, {body__short_name}",
        belongs="body__collaboration",
        shown="body slug label organisation status role min_persons max_persons derived_from derived_office"
        " confers_office position valid_from valid_to",
        never="id",
        is_open=True,
        part_of={"grupp": ("body",), "organisation": ("organisation",)},
    ),
    Kind(
        "organisation",
        Organisation,
        "{name}",
        belongs="collaboration",
        shown="slug name alias kind principal side party part_of ended_on kept_in_portal",
        never="id collaboration version",
        is_open=True,
        part_of={"huvudman": ("principal",)},
    ),
    Kind(
        "huvudman",
        Principal,
        "{name}",
        belongs="collaboration",
        shown="slug name side",
        never="id collaboration",
        is_open=True,
    ),
    Kind(
        "invanarantal",
        Population,
        "{principal__name} {counted_on}",
        belongs="principal__collaboration",
        shown="principal count counted_on source",
        never="id",
        is_open=True,
        part_of={"huvudman": ("principal",)},
    ),
    Kind(
        "vag",
        Route,
        "{source__short_name} → {target__short_name}",
        belongs="source__collaboration",
        shown="source target label requires_readiness ended_on",
        never="id",
        is_open=True,
        part_of={"grupp": ("source", "target")},
    ),
    Kind(
        "dokumentplats",
        MandateSlot,
        "{title}, {body__short_name}",
        belongs="body__collaboration",
        shown="body slug title position",
        never="id",
        is_open=True,
        part_of={"grupp": ("body",)},
    ),
    Kind(
        "vardsamverkan",
        CareCollaboration,
        "{name}",
        belongs="pgh_obj",
        shown="slug name short_name number_prefix home_url is_home",
        never="id",
        is_open=True,
    ),
    Kind(
        "sida",
        Page,
        "{title}",
        belongs="collaboration",
        shown="slug title addresses is_public position",
        texts="content",
        never="id collaboration version changed_at changed_by",
        is_open=True,
    ),
    Kind(
        "personfil",
        PeopleImport,
        "{filename}",
        belongs="collaboration",
        shown="by organisation filename ends_missing_on state created_at applied_at",
        mentioned="counts",
        never="id collaboration",
        part_of={"organisation": ("organisation",)},
    ),
    Kind(
        "nummerserie",
        NumberSeries,
        "{name} {year}",
        belongs="collaboration",
        shown="name year last",
        never="id collaboration",
    ),
    Kind(
        "samverkansplan",
        CollaborationPlan,
        "{title}",
        belongs="collaboration",
        shown="slug title starts_on ends_on adopted adopted_by adopted_on purpose overall_title",
        never="id collaboration",
        is_open=True,
    ),
    Kind(
        "overgripande-mal",
        OverallGoal,
        "{text}",
        belongs="plan__collaboration",
        shown="plan position text",
        never="id",
        is_open=True,
        part_of={"samverkansplan": ("plan",)},
    ),
    Kind(
        "prioriterat-mal",
        PriorityGoal,
        "{year}: {text}",
        belongs="plan__collaboration",
        shown="plan year number text",
        never="id",
        is_open=True,
        part_of={"samverkansplan": ("plan",)},
    ),
    Kind(
        "malgrupp",
        TargetGroup,
        "{name}",
        belongs="collaboration",
        shown="slug name alias cross_cutting position ended_on",
        never="id collaboration",
        is_open=True,
    ),
    Kind(
        "brev",
        OutgoingMail,
        "Brev till {recipient__name|en adress utan person}",
        belongs=belonging.of_letter,
        shown="recipient address state attempts queued_at tried_at retried_at sent_at",
        mentioned="subject last_error",
        never="id key area message_id",
    ),
    Kind(
        "morgonbrevsrad",
        DigestLine,
        "Rad till {recipient__name}",
        belongs="collaboration",
        shown="recipient kind noted_at letter dropped_at",
        mentioned="heading",
        never="id key collaboration text address",
    ),
    Kind(
        "morgonrond",
        MorningRound,
        "{work} {day}",
        belongs=belonging.of_nobody,
        shown="work day done_at",
        never="id",
    ),
    Kind(
        "arbete",
        Job,
        "{filename}",
        belongs=belonging.of_job,
        shown="owner state filename created_at finished_at",
        mentioned="error",
        never="id kind key address task_id media_type sha256 started_at",
    ),
)

# Rows that have no history of their own but are pointed at.
NAMES: dict[type[Model], str] = {Permission: "{name}"}

NUMBER = {kind.slug: number for number, kind in enumerate(KINDS)}
BY_MODEL = {kind.model: kind for kind in KINDS}


def kind_of(slug: str) -> Kind:
    """The kind of a slug in an address. Raises KeyError."""
    return KINDS[NUMBER[slug]]
