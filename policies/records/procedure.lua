return {
  type = "procedure",
  requirement = "7.5.3",
  fields = {
    approved_by = "text",
    approved_on = "date",
    author = "text",
    effective_on = "date",
    next_review = "date",
    owner = "text",
    review_interval = "period",
    status = "text",
  },
}
