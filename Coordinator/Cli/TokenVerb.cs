using System.CommandLine;
using System.Globalization;
using Coordinator.Deciding.Access;
using Coordinator.Http;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary><c>sweeps token create NAME --role ROLE | list | revoke ID</c>: who may speak with a coordinator, and what they may do.</summary>
internal static class TokenVerb
{
    private static readonly Role[] Roles = Enum.GetValues<Role>();

    public static Command Command() => new("token", "Create, list and revoke access tokens") { Create(), List(), Revoke() };

    private static Command Create()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.Json());
        var name = new Argument<string>("name") { Description = "Whose it is, in your words" };
        var role = new Option<string>("--role")
        {
            Description = "viewer: sees; operator: also launches, changes and ends; admin: also makes tokens; worker: a worker's part alone",
            HelpName = "ROLE",
            Required = true,
        };
        role.AcceptOnlyFromAmong([.. Roles.Select(Audience.Name)]);
        var command = new Command("create", "Create a token, and print it this once") { name, role, json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var created = await client.CreateToken(parsed.GetValue(name)!, Roles.Single(one => Audience.Name(one) == parsed.GetValue(role)), cancellation);
            if (parsed.GetValue(json))
            {
                CliJson.Print(created, ApiJson.Default.CreatedToken);
                return ExitCode.Done;
            }
            // The token alone on standard output, so that it can be written straight into a file.
            Console.Error.WriteLine($"token {created.Id} of the role {Audience.Name(created.Role)} for {created.Name}; it is shown this once:");
            Console.Out.WriteLine(created.Token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var (server, json) = (new ClientOptions(), CommonOptions.JsonLines("token"));
        var command = new Command("list", "List tokens, revoked ones included") { json };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            var tokens = await client.Tokens(cancellation);
            if (parsed.GetValue(json))
            {
                foreach (var token in tokens) CliJson.Print(token, ApiJson.Default.TokenItem);
                return ExitCode.Done;
            }
            var table = new Table().Border(TableBorder.Simple);
            table.AddColumns("id", "role", "created", "state", "name");
            foreach (var token in tokens)
            {
                table.AddRow(
                    token.Id, Audience.Name(token.Role), token.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), token.Revoked ? "revoked" : "good",
                    Markup.Escape(token.Name));
            }
            SweepReport.Console(Console.Out).Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke()
    {
        var server = new ClientOptions();
        var id = new Argument<string>("id") { Description = "The token's id, as 'sweeps token list' shows it" };
        var command = new Command("revoke", "Revoke a token: it opens nothing any more") { id };
        server.AddTo(command);
        command.SetAction(server, async (parsed, client, cancellation) =>
        {
            await client.RevokeToken(parsed.GetValue(id)!, cancellation);
            Console.Out.WriteLine($"token {parsed.GetValue(id)} is revoked");
            return ExitCode.Done;
        });
        return command;
    }
}
