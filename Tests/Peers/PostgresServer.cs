using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Tests.Peers;

/// <summary>
/// A real PostgreSQL of a test's own: Debian's, in a temporary directory, on a free port of loopback. It is kept by a shell in a
/// session of its own that waits for the end of its standard input, so that server and directory are gone however the
/// test's process ends; and the server gets a signal from the kernel if that shell is killed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "sweeps";

    /// <summary>
    /// Words on standard input: <c>start</c>, or a signal for the server, whose end is waited for. Each is answered with a line.
    /// PostgreSQL refuses to run as root.
    /// </summary>
    private const string Keeper = """
        folder=$1 bin=$2 password=$3 as=
        shift 3
        if [ "$(id -u)" -eq 0 ]; then
          as="--reuid postgres --regid postgres --init-groups"
          chown postgres "$folder"
        fi
        run() { exec setpriv $as --pdeathsig QUIT "$@"; }
        start() { run "$bin/postgres" -D "$folder/data" "$@" >>"$folder/log" 2>&1 </dev/null & server=$!; }
        end() { kill "-$1" "$server"; wait "$server"; }
        echo "$password" >"$folder/password"
        chmod 644 "$folder/password"
        if (cd "$folder" && run "$bin/initdb" -D data -U sweeps -A scram-sha-256 --pwfile password -E UTF8 --locale C.UTF-8 --no-sync >log 2>&1); then
          echo "host all all all scram-sha-256" >>"$folder/data/pg_hba.conf"
          start "$@"
          while read -r word; do
            case $word in start) start "$@" ;; *) end "$word" ;; esac
            echo "$word"
          done
          end QUIT
        else
          read -r word
        fi
        rm -rf "$folder"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process keeper;
    private readonly string folder;
    private readonly string password;
    private int databases;

    private PostgresServer(Process keeper, PostgresSite place, string password, int port) =>
        (this.keeper, folder, this.password, Address, Port) = (keeper, place.Folder, password, place.Address, port);

    public string Address { get; }

    public int Port { get; }

    public string Folder => folder;

    /// <param name="durable">False: nothing is flushed to the disk, which is what most tests want. True: as in production.</param>
    /// <param name="place">null: a temporary directory, on loopback.</param>
    public static async Task<PostgresServer> Start(bool durable = false, PostgresSite? place = null)
    {
        place ??= new PostgresSite(Directory.CreateTempSubdirectory("sweeps-postgres-").FullName, "127.0.0.1", [], []);
        var (password, port) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), FreePort());
        List<string> settings = [$"listen_addresses={place.Address}", $"port={port}", "unix_socket_directories=", "dynamic_shared_memory_type=mmap"];
        if (!durable) settings.AddRange(["fsync=off", "full_page_writes=off"]);
        settings.AddRange(place.Settings);
        string[] command = [.. place.Enter, "setsid", "sh", "-c", Keeper, "keeper", place.Folder, Programs(), password, .. settings.SelectMany(setting => new[] { "-c", setting })];
        var keeper = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var server = new PostgresServer(keeper, place, password, port);
        try
        {
            await server.IsReady();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its address, such as <c>postgres://sweeps:secret@127.0.0.1:40001/test1</c>.</returns>
    public async Task<string> NewDatabase()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return $"postgres://{User}:{password}@{Address}:{Port}/{name}";
    }

    /// <summary>For Npgsql.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = Address, Port = Port, Username = User, Password = password, Database = database, Pooling = false, Timeout = 5 }.ToString();

    /// <summary>Every connection is cut, and what is in memory is written out.</summary>
    public Task Stop() => Tell("INT");

    /// <summary>Every connection is cut, and the next start recovers from the log.</summary>
    public Task Crash() => Tell("QUIT");

    public async Task StartAgain()
    {
        await Tell("start");
        await IsReady();
    }

    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync();
        keeper.Dispose();
    }

    private async Task Tell(string word)
    {
        await keeper.StandardInput.WriteLineAsync(word);
        await keeper.StandardInput.FlushAsync();
        if (await keeper.StandardOutput.ReadLineAsync() != word) throw new InvalidOperationException($"PostgreSQL's keeper did not '{word}':\n{Log()}");
    }

    private async Task IsReady()
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException error)
            {
                if (Stopwatch.GetElapsedTime(begun) > Patience) throw new InvalidOperationException($"PostgreSQL does not answer:\n{Log()}", error);
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private string Log() => File.Exists(Path.Combine(folder, "log")) ? File.ReadAllText(Path.Combine(folder, "log")) : "it has no log";

    /// <summary>Where the newest PostgreSQL is.</summary>
    private static string Programs() =>
        (from version in new DirectoryInfo("/usr/lib/postgresql").GetDirectories()
         let bin = Path.Combine(version.FullName, "bin")
         where File.Exists(Path.Combine(bin, "postgres"))
         orderby int.Parse(version.Name) descending
         select bin).First();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Where a server is, other than in a temporary directory on loopback.</summary>
/// <param name="Folder">An empty directory, removed in the end.</param>
/// <param name="Enter">Words before a command that make it run there.</param>
/// <param name="Settings">Further ones, such as <c>max_wal_size=64MB</c>.</param>
internal sealed record PostgresSite(string Folder, string Address, IReadOnlyList<string> Enter, IReadOnlyList<string> Settings);
