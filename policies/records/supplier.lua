return {
  type = "supplier",
  title = "Supplier",
  id = "SUP",
  requirement = "A.5.19",
  about = "Who provides something, under which terms, and what their assessment says.",
  fields = {
    assessed_on = "date",
    criticality = "text",
    result = "text",
  },
  nested = {
    services = "text",
    data = "text",
    exit_plan = "text",
    contract = {
      map = { audit_right = "yes|no", security_terms = "yes|no", signed = "date" },
    },
    report = { map = { exceptions = "text", expires_on = "date", kind = "text" } },
  },
}
