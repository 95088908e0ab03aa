return {
  type = "certificate",
  title = "Certificate",
  id = "CRT",
  requirement = "A.5.36",
  about = "What was certified, to whom, by whom and until when.",
  required = { "expires_on", "number", "scope" },
  fields = {
    ab_logo = "text",
    accreditation_body = "text",
    cb = "text",
    cb_logo = "text",
    decided_on = "date",
    expires_on = "date",
    issued_on = "date",
    number = "text",
    organisation = "text",
    scope = "text",
    soa_version = "text",
    standard = "text",
    status = "text",
  },
  nested = {
    surveillance = {
      list = {
        map = { done = "date", planned = "date", window = "text" },
        required = { "window" },
      },
    },
    uses = { list = "text" },
  },
  orders = { { "decided_on", "issued_on", "expires_on" } },
}
