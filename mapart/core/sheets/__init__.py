"""Tables that people exchange: CSV and XLSX, read with limits and written without a formula in them."""
