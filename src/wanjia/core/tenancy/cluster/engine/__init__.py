"""PostgreSQL as a Citus cluster (`DATABASE_URL=citus://…`)."""
