return {
  type = "cb-profile",
  title = "Profile of a certification body",
  id = "CBP",
  requirement = "9.2.2",
  about = "What a certification body asks for beyond the standard.",
  required = { "name" },
  fields = {
    accreditation = "text",
    correction_days = "integer",
    findings_policy = "text",
    min_internal_audit_months = "integer",
    min_operation_months = "integer",
    minors = "text",
    name = "text",
    stage_gap = "text",
  },
  allowed = {
    findings_policy = "no_major|no_findings",
    minors = "plan|verified",
  },
  nested = {
    red_risks = { any = { { list = "text" }, "text" } },
  },
}
