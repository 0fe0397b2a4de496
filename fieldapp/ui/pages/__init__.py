"""The pages: each shows how the open case stands and turns what the person does into wishes."""
