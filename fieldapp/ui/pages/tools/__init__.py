"""The pages of the tools: a frame they share, and a module a tool."""
