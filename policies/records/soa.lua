return {
  type = "soa",
  requirement = "6.1.3",
  fields = {
    control = "text",
    justification = "text",
  },
}
