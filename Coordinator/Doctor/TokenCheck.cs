using Coordinator.Client;
using Coordinator.Deciding.Access;
using Coordinator.Http;

namespace Coordinator.Doctor;

/// <summary>What the token that was found may do.</summary>
internal sealed class TokenCheck(SweepsClient client) : ICheck
{
    public string Name => "token";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var caller = await client.Caller(cancellation);
        return caller.Role switch
        {
            null => new Finding(Name, Verdict.Wrong, $"'{caller.Id}' is a worker's, which people can do nothing with", "an admin makes one for you: sweeps token create NAME --role operator"),
            Role.Viewer => new Finding(Name, Verdict.Warning, $"'{caller.Id}' is a viewer's: it sees, and may launch and change nothing", "for more an admin makes another one: sweeps token create NAME --role operator"),
            var role => new Finding(Name, Verdict.Good, $"'{caller.Id}' has the role {Audience.Name(role.Value)}"),
        };
    }
}
