return {
  type = "scope",
  requirement = "4.3",
  fields = {
    approved_on = "date",
    next_review = "date",
    status = "text",
  },
}
