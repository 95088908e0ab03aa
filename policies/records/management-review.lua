return {
  type = "management-review",
  requirement = "9.3.1",
  date = "date",
  fields = {
    date = "date",
    minutes_approved_on = "date",
  },
}
