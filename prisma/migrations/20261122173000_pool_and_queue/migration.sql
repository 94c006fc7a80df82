-- AlterTable
ALTER TABLE "User" ADD COLUMN     "reservationId" UUID;

-- AlterTable
ALTER TABLE "Sandbox" ADD COLUMN     "admittedAt" TIMESTAMPTZ(3),
ADD COLUMN     "isFromPool" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "origin" VARCHAR(200),
ALTER COLUMN "userId" DROP NOT NULL,
ALTER COLUMN "lesson" DROP NOT NULL;

-- CreateTable
CREATE TABLE "Reservation" (
    "id" UUID NOT NULL,
    "code" VARCHAR(16) NOT NULL,
    "name" VARCHAR(80) NOT NULL,
    "seats" INTEGER NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Reservation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Reservation_code_key" ON "Reservation"("code");

-- CreateIndex
CREATE INDEX "Reservation_endsAt_idx" ON "Reservation"("endsAt");

-- CreateIndex
CREATE INDEX "User_reservationId_idx" ON "User"("reservationId");

-- CreateIndex
CREATE INDEX "Sandbox_admittedAt_idx" ON "Sandbox"("admittedAt");

-- AddForeignKey
ALTER TABLE "User" ADD CONSTRAINT "User_reservationId_fkey" FOREIGN KEY ("reservationId") REFERENCES "Reservation"("id") ON DELETE SET NULL ON UPDATE CASCADE;
