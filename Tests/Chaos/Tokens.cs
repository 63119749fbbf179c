using System.Security.Cryptography;

namespace Tests.Chaos;

/// <summary>The admin's token and the workers', in files.</summary>
internal sealed record Tokens(string AdminFile, string WorkerFile, string Admin)
{
    public static Tokens Make(string folder)
    {
        var (admin, worker) = (Draw(), Draw());
        var tokens = new Tokens(Path.Combine(folder, "admin-token"), Path.Combine(folder, "worker-token"), admin);
        File.WriteAllText(tokens.AdminFile, admin);
        File.WriteAllText(tokens.WorkerFile, worker);
        return tokens;

        static string Draw() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    }
}
