using System.Web;
using Npgsql;

namespace Coordinator.Ledger;

/// <summary>Where a PostgreSQL ledger is: <c>postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=...]</c>. Prints without the password.</summary>
internal sealed class PostgresAddress
{
    private const string Rule = "the ledger's address must be postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE[?sslmode=MODE][&sslrootcert=FILE]";

    private readonly NpgsqlConnectionStringBuilder parts;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts) => this.parts = parts;

    public static bool Looks(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <param name="password">Instead of one in the address; null where the address, the variable PGPASSWORD or the file ~/.pgpass has it.</param>
    /// <exception cref="FormatException">It is none; the message never repeats the text, which may hold a password.</exception>
    public static PostgresAddress Parse(string text, string? password)
    {
        if (!Looks(text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0) throw new FormatException(Rule);
        var user = uri.UserInfo.Split(':', 2);
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (user[0].Length == 0) throw new FormatException($"{Rule}, but it lacks the user");
        if (database.Length == 0) throw new FormatException($"{Rule}, but it lacks the database");
        var parts = new NpgsqlConnectionStringBuilder
        {
            // An IPv6 address stands in brackets in a URL, and without them everywhere else.
            Host = uri.Host.Trim('[', ']'),
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = password ?? (user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null),
            Database = database,
        };
        var settings = HttpUtility.ParseQueryString(uri.Query);
        foreach (var name in settings.AllKeys) Apply(parts, name, settings[name]!);
        return new PostgresAddress(parts);
    }

    /// <param name="application">What the server lists the connections under.</param>
    public NpgsqlDataSource Connect(string application) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(parts.ToString())
    {
        ApplicationName = application,
        Timeout = 5,
        CommandTimeout = 30,
        // How long to wait for what became of a statement that was cancelled, in milliseconds.
        CancellationTimeout = 500,
        MaxPoolSize = 16,
    });

    public override string ToString() => $"postgres://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";

    private static void Apply(NpgsqlConnectionStringBuilder parts, string? name, string value)
    {
        switch (name)
        {
            case "sslmode":
                parts.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new FormatException($"`sslmode` in the ledger's address must be disable, allow, prefer, require, verify-ca or verify-full, but got '{value}'"),
                };
                break;
            case "sslrootcert":
                parts.RootCertificate = value;
                break;
            default:
                throw new FormatException($"the ledger's address may set sslmode and sslrootcert, but sets '{name}'");
        }
    }
}
