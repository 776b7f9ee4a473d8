"""The render ledger: no paid job is ever paid twice or lost. Providers are in `resources.video`."""

from resources.render_ledger.budget import Account, BudgetBook, BudgetCaps, FileBudgetBook
from resources.render_ledger.identity import job_digest, request_digest
from resources.render_ledger.ledger import LedgerHooks, RenderLedger
from resources.render_ledger.records import CommitPoint, Decision, JobView, LedgerOutcome, Phase
from resources.render_ledger.retrying import RetryRules

__all__ = [
    "Account",
    "BudgetBook",
    "BudgetCaps",
    "CommitPoint",
    "Decision",
    "FileBudgetBook",
    "JobView",
    "LedgerHooks",
    "LedgerOutcome",
    "Phase",
    "RenderLedger",
    "RetryRules",
    "job_digest",
    "request_digest",
]
