"""The request: which collaboration it is about, and how surely it is her."""

from groups.http.asking import confirmed_sign_in, strong_sign_in
from groups.http.collaboration import CollaborationMiddleware
from groups.http.strength import Proof, is_confirmed, proof_of, remember

__all__ = [
    "CollaborationMiddleware",
    "Proof",
    "confirmed_sign_in",
    "is_confirmed",
    "proof_of",
    "remember",
    "strong_sign_in",
]
