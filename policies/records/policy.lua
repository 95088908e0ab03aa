return {
  type = "policy",
  requirement = "5.2",
  fields = {
    approved_by = "text",
    approved_on = "date",
    author = "text",
    effective_on = "date",
    last_review = "date",
    next_review = "date",
    owner = "text",
    review_interval = "period",
    status = "text",
    title = "text",
    version = "text",
  },
}
