return {
  type = "corrective-action",
  title = "Corrective action",
  id = "CA",
  requirement = "10.2",
  about = "What removes the cause of a nonconformity, and how its effect is checked.",
  required = { "action", "due", "nc", "owner" },
  fields = {
    action = "text",
    cause_addressed = "text",
    done_on = "date",
    due = "date",
    nc = "text",
    owner = "text",
    resources = "text",
  },
  nested = {
    effectiveness = {
      map = {
        by = "text",
        check_after = "date",
        checked_on = "date",
        criterion = "text",
        evidence = "text",
        result = "text",
      },
    },
    isms_changes = { list = "text" },
  },
}
