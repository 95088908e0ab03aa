local INPUT <const> = {
  map = { discussed = "yes|no", note = "text", refs = { list = "text" } },
}
local ACTION <const> = { due = "date", id = "text", owner = "text", status = "text",
  what = "text" }

return {
  type = "management-review",
  title = "Management review",
  id = "MR",
  requirement = "9.3.1",
  about = "What top management looked at, and what it decided.",
  date = "date",
  required = { "attendees", "chair", "date", "inputs", "outputs" },
  fields = {
    date = "date",
    minutes_approved_on = "date",
  },
  nested = {
    chair = "text",
    minutes_approved_by = "text",
    actions = {
      list = { map = ACTION, required = { "what", "owner", "due" } },
    },
    attendees = {
      list = { map = { person = "text", role = "text" }, required = { "person" } },
    },
    inputs = {
      map = {
        a = INPUT,
        b = INPUT,
        c = INPUT,
        d1 = INPUT,
        d2 = INPUT,
        d3 = INPUT,
        d4 = INPUT,
        e = INPUT,
        f = INPUT,
        g = INPUT,
      },
    },
    outputs = {
      map = {
        improvement = { list = "text" },
        isms_changes = { list = "text" },
        resources = { list = "text" },
      },
    },
    previous_actions = {
      any = {
        { list = { map = ACTION } },
        { list = "text" },
      },
    },
  },
  orders = { { "date", "minutes_approved_on" } },
}
