return {
  type = "incident",
  requirement = "A.5.26",
  fields = {
    closed_on = "date",
    contained_on = "date",
    detected_on = "date",
    severity = "text",
  },
}
