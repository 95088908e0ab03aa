return {
  type = "certificate-use",
  title = "Use of the certificate",
  id = "USE",
  requirement = "A.5.36",
  about = "Where the certificate or its mark is shown.",
  required = { "where" },
  fields = {
    claim = "text",
    since = "date",
    where = "text",
  },
}
