using Coordinator.Ledger;
using Npgsql;

namespace Tests.Ledger;

public sealed class PostgresAddressTests
{
    private const string Rule = "the ledger's address must be postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=MODE][&sslrootcert=FILE]";

    [Fact]
    public void It_is_read_with_everything_that_may_stand_in_it_and_printed_without_the_password()
    {
        var address = PostgresAddress.Parse("postgresql://me%40home:p%3Ass@db.example:6432/my%20ledger?sslmode=verify-full&sslrootcert=/ca.pem", null);

        using var source = address.Connect("sweeps");
        var read = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Assert.Equal(("db.example", 6432, "me@home", "my ledger", SslMode.VerifyFull, "/ca.pem"), (read.Host, read.Port, read.Username, read.Database, read.SslMode, read.RootCertificate));
        Assert.Equal("postgres://me@home@db.example:6432/my ledger", address.ToString());
        Assert.DoesNotContain("p:ss", source.ConnectionString);
    }

    [Theory]
    [InlineData("postgres://secret@h", $"{Rule}, but it lacks the database")]
    [InlineData("postgres://host/secret", $"{Rule}, but it lacks the user")]
    [InlineData("mysql://me:secret@h/d", Rule)]
    [InlineData("postgres://me:secret@h:port/d", Rule)]
    [InlineData("postgres://me:secret@h/d?sslmode=no", "`sslmode` in the ledger's address must be disable, allow, prefer, require, verify-ca or verify-full, but got 'no'")]
    [InlineData("postgres://me:secret@h/d?pool=no", "the ledger's address may set sslmode and sslrootcert, but sets 'pool'")]
    public void What_is_none_is_refused_without_repeating_it(string text, string message)
    {
        var refusal = Assert.Throws<FormatException>(() => PostgresAddress.Parse(text, null));

        Assert.Equal(message, refusal.Message);
    }
}
