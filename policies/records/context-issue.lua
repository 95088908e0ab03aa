return {
  type = "context-issue",
  title = "Context issue",
  id = "CTX",
  requirement = "4.1",
  about = "An issue inside or outside that bears on the ISMS.",
  required = { "effect", "kind" },
  fields = {
    effect = "text",
    kind = "text",
    owner = "text",
    reviewed_on = "date",
  },
  allowed = {
    kind = "internal|external",
  },
  nested = {
    climate = {
      map = { decided_on = "date", reason = "text", relevant = "yes|no" },
      required = { "relevant", "decided_on" },
    },
  },
}
