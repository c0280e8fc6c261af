-- AlterTable
ALTER TABLE "users" ADD COLUMN     "demo" BOOLEAN NOT NULL DEFAULT false;

-- The person that every demo was set up with until now.
UPDATE "users" SET "demo" = true WHERE "email" = 'demo@airdate.local';
