"""The gases a person has added: where they lie, how they are kept, how they are fetched."""

from cathartes.io.gases.user_folder import FETCHED, IMPORTED, gas_folder

__all__ = ["FETCHED", "IMPORTED", "gas_folder"]
