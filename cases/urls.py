from django.urls import include, path

from cases import converters
from cases.views import (
    document_readers,
    document_steps,
    documents,
    informing,
    listing,
    page,
    readers,
    steps,
    writing,
)
from documents import converters as document_converters

app_name = "cases"
__all__ = ["converters", "document_converters"]

# The same below a case and below a draft.
of_documents = [
    path("", documents.documents_add, name="documents"),
    path("<int:document>/", documents.document_page, name="document"),
    path("<int:document>/fil/<int:version>/", documents.document_file, name="document-file"),
    path(
        "<int:document>/visa/<int:version>/",
        documents.document_file,
        {"as_attachment": False},
        name="document-show",
    ),
    path("<int:document>/version/", documents.document_version, name="document-version"),
    path("<int:document>/andra/", documents.document_edit, name="document-edit"),
    path("<int:document>/vem-ser/", document_readers.document_readers, name="document-readers"),
    path("<int:document>/steg/<document_verb:verb>/", document_steps.document_step, name="document-step"),
]

urlpatterns = [
    path("arenden/", listing.case_list, name="list"),
    path("arenden/nytt/", writing.case_new, name="new"),
    path("arenden/registrera/", writing.case_register, name="register"),
    path("arenden/utkast/<int:pk>/", page.case_page, name="draft"),
    path("arenden/utkast/<int:pk>/andra/", writing.case_edit, name="draft-edit"),
    path("arenden/utkast/<int:pk>/vem-ser/", readers.case_readers, name="draft-readers"),
    path("arenden/utkast/<int:pk>/steg/<verb:verb>/", steps.step, name="draft-step"),
    path("arenden/utkast/<int:pk>/handlingar/", include(of_documents)),
    path("arenden/<case:number>/", page.case_page, name="case"),
    path("arenden/<case:number>/handlingar/", include(of_documents)),
    path("arenden/<case:number>/andra/", writing.case_edit, name="edit"),
    path("arenden/<case:number>/anteckning/", page.note_add, name="note"),
    path("arenden/<case:number>/meddela/", informing.inform, name="inform"),
    path("arenden/<case:number>/information/", informing.informed, name="informed"),
    path("arenden/<case:number>/information/last/", informing.mark_read, name="informed-read"),
    path("arenden/<case:number>/vem-ser/", readers.case_readers, name="readers"),
    path("arenden/<case:number>/akt.pdf", page.case_file, name="file"),
    path("arenden/<case:number>/steg/<verb:verb>/", steps.step, name="step"),
    path("arenden/<case:number>/steg/<verb:verb>/<slug:target>/", steps.step, name="send"),
    path("grupper/<slug:slug>/ko/", listing.queue, name="queue"),
    path("grupper/<slug:slug>/ko/genomgang/", listing.session, name="session"),
    path("grupper/<slug:slug>/skickat/", listing.sent, name="sent"),
]
