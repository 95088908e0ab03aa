--- What others call the things that we have names for: facts, and no rules.

local text = require("tickmark.base.text")

local vocabulary = {}

--- Keys of a head, by our field. Of several that are there none is taken.
vocabulary.fields = {
  approved_by = { "approver", "approved", "approval", "approval_by", "authorised_by",
    "authorized_by", "freigegeben_von", "sign_off", "signed_off_by" },
  approved_on = { "approval_date", "approved_date", "approved_at", "date_approved",
    "date_of_approval", "freigabe_am", "freigegeben_am", "signed_off_on" },
  author = { "authors", "written_by", "prepared_by", "created_by", "autor", "verfasser" },
  classification = { "class", "confidentiality", "sensitivity", "tlp",
    "information_classification", "klassifizierung", "vertraulichkeit" },
  effective_on = { "effective", "effective_date", "effective_from", "in_force_from",
    "valid_from", "gueltig_ab" },
  id = { "doc_id", "document_id", "docid", "identifier", "document_number", "doc_number",
    "reference", "acronym", "policy_id", "risk_id", "incident_id", "asset_id",
    "supplier_id", "control_id", "key" },
  last_review = { "last_reviewed", "last_reviewed_on", "last_review_date",
    "last_review_on", "last_updated", "last_update", "lastmod", "reviewed", "reviewed_on",
    "reviewed_at", "date_reviewed", "letzte_pruefung", "geprueft_am" },
  next_review = { "review_due", "review_due_on", "review_date", "next_review_date",
    "next_review_on", "next_review_due", "review_by", "review_on", "due_for_review",
    "naechste_pruefung" },
  owner = { "policy_owner", "document_owner", "doc_owner", "owned_by", "responsible",
    "responsible_person", "accountable", "risk_owner", "asset_owner", "process_owner",
    "verantwortlich", "eigentuemer" },
  retention = { "retention_period", "keep_for", "aufbewahrung" },
  review_interval = { "review_in", "review_cycle", "review_period", "review_frequency",
    "review_every", "pruefintervall" },
  satisfies = { "controls", "requirements", "iso_controls" },
  status = { "state", "document_status", "doc_status", "policy_status" },
  title = { "name", "document_title", "doc_title", "policy_name", "titel" },
  type = { "doc_type", "document_type", "kind_of_document", "record_type" },
  version = { "revision", "rev", "ver", "document_version", "doc_version" },
  -- of some types
  accepted_on = { "acceptance_date", "accepted_at" },
  accepted_by = { "accepter", "acceptor" },
  assessed_on = { "assessment_date", "assessed", "last_assessed", "last_assessment" },
  closed_on = { "closed", "closed_at", "resolved_on", "resolved", "resolved_at" },
  consequence = { "impact" },
  contained_on = { "contained", "contained_at" },
  criticality = { "tier" },
  detected_on = { "detected", "detected_at", "discovered", "discovered_on",
    "reported_on", "occurred_on", "incident_date" },
  expires_on = { "expires", "expiry", "expiry_date", "valid_until" },
  level = { "risk_level", "risk_rating", "rating" },
  likelihood = { "probability" },
  reason = { "rationale", "justification" },
  severity = { "incident_severity" },
}

--- Words for our values, by the field.
vocabulary.values = {
  status = {
    approved = { "published", "final", "in force", "in-force", "effective", "active",
      "current", "released", "signed", "accepted", "freigegeben", "gueltig", "in kraft",
      "approuvé", "vigente" },
    draft = { "wip", "work in progress", "entwurf", "in progress", "in arbeit",
      "brouillon", "borrador" },
    ["in-review"] = { "review", "in review", "under review", "proposed", "pending",
      "pending approval", "in pruefung", "awaiting approval" },
    retired = { "archived", "obsolete", "superseded", "deprecated", "withdrawn",
      "replaced", "inactive", "zurueckgezogen", "abgeloest", "ungueltig" },
  },
  option = {
    accept = { "accepted", "retain", "tolerate" },
    avoid = { "terminate" },
    modify = { "mitigate", "reduce", "treat" },
    share = { "transfer" },
  },
}

--- Types by a word for a folder, or the end of a file's name.
vocabulary.types = {
  policy = { "policies", "standard", "standards", "richtlinie", "richtlinien",
    "leitlinie", "leitlinien", "security-policies" },
  procedure = { "procedures", "process", "processes", "narrative", "narratives",
    "playbook", "playbooks", "runbook", "runbooks", "guideline", "guidelines", "manual",
    "manuals", "work-instructions", "sop", "sops", "verfahren", "prozesse", "prozess" },
  incident = { "incidents", "security-incidents", "postmortem", "postmortems",
    "incident-reports", "vorfaelle", "vorfall" },
  risk = { "risks", "risk-register", "risk-assessments", "risikoregister", "risiken" },
  ["treatment-plan"] = { "treatment-plans", "risk-treatment-plan", "risk-treatment" },
  ["audit-report"] = { "audits", "internal-audit", "internal-audits", "audit-reports" },
  ["audit-plan"] = { "audit-plans" },
  ["audit-programme"] = { "audit-program", "audit-programmes" },
  ["management-review"] = { "management-reviews", "mgmt-review", "mgmt-reviews",
    "managementbewertung" },
  supplier = { "suppliers", "vendor", "vendors", "vendor-register", "supplier-register",
    "third-parties", "lieferanten", "subprocessors" },
  soa = { "statement-of-applicability", "anwendbarkeitserklaerung" },
  scope = { "isms-scope", "scope-of-the-isms", "geltungsbereich" },
  ["training-result"] = { "training", "trainings", "awareness", "training-results",
    "awareness-training", "schulungen" },
  competence = { "competences", "competencies", "competency" },
  waiver = { "waivers", "exception", "exceptions", "exemptions", "ausnahmen" },
  asset = { "assets", "asset-register", "asset-inventory", "inventory" },
  role = { "roles", "roles-and-responsibilities", "rollen" },
  objective = { "objectives", "goals", "ziele" },
  metric = { "metrics", "kpi", "kpis", "kennzahlen" },
  exercise = { "exercises", "drills", "tabletop", "tabletops", "uebungen" },
  change = { "changes", "change-requests" },
  nonconformity = { "nonconformities", "non-conformities" },
  ["corrective-action"] = { "corrective-actions", "capa" },
  party = { "parties", "interested-parties", "stakeholders" },
  ["context-issue"] = { "context-issues", "internal-and-external-issues" },
  meeting = { "meetings", "minutes" },
  acknowledgement = { "acknowledgements", "acknowledgments" },
  evidence = { "evidences", "nachweise", "exports", "logs", "artifacts",
    "audit-evidence" },
}

--- What evidence of a name is mostly evidence of; somebody has to confirm it.
vocabulary.controls = {
  ["A.5.9"] = { "asset", "assets", "inventory" },
  ["A.5.18"] = { "access-review", "access-reviews", "recertification", "leavers",
    "joiners", "users", "accounts" },
  ["A.5.22"] = { "supplier-reports", "supplier-reviews", "vendor-reviews", "soc2" },
  ["A.6.3"] = { "training", "awareness", "trainings", "phishing" },
  ["A.7.7"] = { "clean-desk", "clear-desk" },
  ["A.8.1"] = { "endpoints", "devices", "mdm" },
  ["A.8.2"] = { "admins", "privileged", "privileged-access" },
  ["A.8.5"] = { "mfa", "2fa", "sso", "mfa-export" },
  ["A.8.7"] = { "malware", "antivirus", "edr" },
  ["A.8.8"] = { "scan", "scans", "vulnerabilities", "vuln", "vulns", "pentest",
    "pentests", "patches", "patching" },
  ["A.8.9"] = { "baselines", "hardening" },
  ["A.8.13"] = { "backup", "backups", "restore", "restores", "restore-test",
    "restore-tests" },
  ["A.8.15"] = { "logs", "logging", "log-review", "log-reviews" },
  ["A.8.16"] = { "monitoring", "alerts" },
  ["A.8.20"] = { "firewall", "firewalls", "firewall-rules" },
  ["A.8.24"] = { "certificates", "tls", "keys" },
  ["A.8.32"] = { "changes", "deployments", "releases" },
}

--- Words for what a type's folder holds beside its documents.
vocabulary.beside = {
  ["audit-report"] = { plan = "audit-plan", programme = "audit-programme",
    program = "audit-programme" },
}

--- Files that are about the repository, by their stems, and folders of templates.
vocabulary.about = { "readme", "license", "licence", "changelog", "contributing",
  "code_of_conduct", "security", "codeowners", "authors", "notice", "copying" }
vocabulary.templates = { "template", "templates", "vorlagen" }

--- Folders of programs, in which no ISMS is.
vocabulary.sources = { "src", "node_modules", "vendor", "test", "tests" }

--- Endings of what is kept and never parsed.
vocabulary.opaque = { "pdf", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "xlsx",
  "xls", "xlsm", "ods", "docx", "doc", "odt", "pptx", "ppt", "zip", "gz", "eml", "msg" }

--- Stems of a file that says who is who.
vocabulary.people = { "people", "persons", "staff", "team", "personnel", "employees",
  "personen" }

local UMLAUTS <const> = { ["ä"] = "ae", ["ö"] = "oe", ["ü"] = "ue", ["Ä"] = "ae",
  ["Ö"] = "oe", ["Ü"] = "ue", ["ß"] = "ss" }

--- A word as it stands here: in lower case, and without umlauts, of one character or
--- of two.
---@param word string
---@return string
function vocabulary.plain(word)
  local plain = word:gsub("([aouAOU])\u{308}", "%1e")
  return (text.fold(plain):gsub("\xC3[\x80-\xBF]", UMLAUTS))
end

--- The entries of a table of lists, by each of their words; the key is one, too.
---@param lists table<string, string[]>
---@return table<string, string>
function vocabulary.by_word(lists)
  local by_word = {}
  for name, words in pairs(lists) do
    by_word[name] = name
    for _, word in ipairs(words) do by_word[word] = name end
  end
  return by_word
end

--- A set of words.
---@param words string[]
---@return table<string, boolean>
function vocabulary.set(words)
  local set = {}
  for _, word in ipairs(words) do set[word] = true end
  return set
end

return vocabulary
