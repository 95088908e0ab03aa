return {
  type = "soa",
  title = "Statement of Applicability",
  id = "SOA",
  requirement = "6.1.3",
  about = "Each control of Annex A: whether it applies, why, and where it stands.",
  is_document = true,
  required = { "rows" },
  in_table = "rows",
  refers = { { "rows", "documents" }, { "rows", "risks" } },
  fields = {
    control = "text",
    justification = "text",
  },
  nested = {
    rows = {
      list = {
        map = {
          applicable = "bool",
          control = "text",
          documents = { list = "text" },
          evidence_glob = "text",
          implemented = "yes|partial|planned|no",
          justification = "text",
          owner = "text",
          planned_for = "date",
          reasons = { list = "risk|legal|contract|business" },
          risks = { list = "text" },
        },
        required = { "control", "applicable", "justification", "implemented" },
      },
    },
  },
}
