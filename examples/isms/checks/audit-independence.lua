-- Auditors are objective and impartial (9.2.2): nobody audits the process that they own.
return rule {
  id = "audit.independence", title = "Internal audits are done by somebody who does not own the audited process",
  requirement = "9.2.2", method = "record",
  evidence = { record = "audit-report" },
  judge = function(audits, t)
    t:extent(audits, { what = "internal audits by the owner of the process",
      bad = function(a) return t:same_person(a.auditor, a.process_owner) end })
  end,
}
