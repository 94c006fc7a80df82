export { createReservation, type NewReservation } from "./create-reservation";
export { findReservation, listReservations, type ReservationView, removeReservation } from "./find-reservation";
export { joinReservation } from "./join-reservation";
