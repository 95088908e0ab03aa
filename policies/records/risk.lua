return {
  type = "risk",
  requirement = "8.2",
  fields = {
    accepted_by = "text",
    accepted_on = "date",
    assessed_on = "date",
    consequence = "integer",
    level = "text",
    likelihood = "integer",
    option = "text",
    owner = "text",
  },
}
