return {
  type = "scope",
  title = "Scope of the ISMS",
  id = "SCO",
  requirement = "4.3",
  about = "What the management system covers, and what it leaves out.",
  is_document = true,
  fields = {
    approved_on = "date",
    next_review = "date",
    status = "text",
  },
  nested = {
    boundaries = "text",
    exclusions = {
      list = { map = { what = "text", why = "text" }, required = { "what", "why" } },
    },
    interfaces = { list = "text" },
    sites = { list = "text" },
    systems = { list = "text" },
    units = { list = "text" },
  },
}
