"""What came back from flights, before and after it was matched to what was asked for."""

from cathartes.model.collection.collected import ClockOffset, Collection
from cathartes.model.collection.delivered import DeliveredCase, DeliveredScene, DeliveredTrack
from cathartes.model.collection.delivery import DELIVERY_KINDS, Delivery, DeliveryKind

__all__ = [
    "DELIVERY_KINDS",
    "ClockOffset",
    "Collection",
    "DeliveredCase",
    "DeliveredScene",
    "DeliveredTrack",
    "Delivery",
    "DeliveryKind",
]
