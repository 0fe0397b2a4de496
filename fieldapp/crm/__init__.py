"""Handing cases over to a customer system (CRM): what may leave, in the form each of them takes."""
