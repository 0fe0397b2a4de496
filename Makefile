# `make test` for those whose fingers say so; dev.py does the work.
.PHONY: run test check bench shots lock package i18n forms
run test check bench shots lock package i18n forms:
	@python3 dev.py $@
