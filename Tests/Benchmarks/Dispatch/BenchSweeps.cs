using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Shared.Spec;

namespace Benchmarks.Dispatch;

/// <summary>Sweeps of one parameter that never run out of trials, launched like any other.</summary>
internal static class BenchSweeps
{
    private const int MostTries = 1200;

    public static string Text(string name) => $$"""
        name: {{name}}
        objective: validation.macro_ap
        trials: 1000000
        control_share: 0
        keep_weights: 0
        data: { format: debtags }
        search:
          loss: bce
          optimizer: { adam: { learning_rate: { log: [1e-4, 1e-1] } } }
        """;

    public static SweepSpec Spec(string name) => ((SpecReading.Accepted)SpecReader.Read(Text(name))).Spec;

    public static async Task Launch(Uri server, string token, string name)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        byte[] data = [1, 2, 3];
        var address = Convert.ToHexStringLower(SHA256.HashData(data));
        await Until(async () => (await http.PutAsync($"/v1/artefacts/{address}", new ByteArrayContent(data))).EnsureSuccessStatusCode());
        (await http.PostAsJsonAsync("/v1/sweeps", new { spec = Text(name), data = address })).EnsureSuccessStatusCode();
    }

    /// <summary>A coordinator that has just been started refuses connections, and then has no leader yet.</summary>
    private static async Task Until(Func<Task> act)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (HttpRequestException error) when (tries < MostTries && error.StatusCode is null or HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(50);
            }
        }
    }
}
