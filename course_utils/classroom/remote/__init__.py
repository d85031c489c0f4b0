"""Answers from inside the sandbox: a grader calls a student's functions in another process.

`sandbox_side` runs in the sandbox; `kernel` is the grader's side of it. Both hold a `conversation`:
values become trees (`codec`, `value_types`), or stay where they are and are called through
`handles`; trees become bytes (`framing`). Nothing of a submission's is unpickled or imported.
"""
