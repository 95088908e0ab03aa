return {
  type = "audit-report",
  requirement = "9.2.1",
  date = "date",
  fields = {
    date = "date",
  },
}
