return {
  type = "acknowledgement",
  title = "Acknowledgement",
  id = "ACK",
  requirement = "A.5.1",
  about = "That somebody has read a version of a document.",
  date = "date",
  required = { "date", "document", "person", "version" },
  refers = { { "document" } },
  fields = {
    date = "date",
    document = "text",
    person = "text",
    version = "text",
  },
}
