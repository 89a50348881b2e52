package shop.crm.connectors.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.connectors.tls.TestAuthority.Issued;

class KeyAndChainTest {

  private static final Instant LATER =
      Instant.now().plus(9, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

  private final TestAuthority authority = new TestAuthority("authority");

  private static String pkcs8(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static String generatedOn(ECPrivateKey key) {
    return key.getParams().toString().replaceFirst(" .*", "");
  }

  private static String expected(String key, Issued issued) {
    UnfitPem unfit =
        assertThrows(UnfitPem.class, () -> KeyAndChain.of(key, List.of(issued.certificate())));
    return unfit.getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void a_key_is_read_as_the_jdk_writes_it_and_as_openssl_does(String algorithm) throws UnfitPem {
    Issued issued = authority.issue(algorithm, LATER, "crm.example");
    List<X509Certificate> chain = KeyAndChain.chain(issued.certificatePem());
    PrivateKey own = issued.keys().getPrivate();
    for (String pem : List.of(pkcs8(own), issued.keyPem())) {
      KeyAndChain read = KeyAndChain.of(pem, chain);
      assertEquals(List.of(issued.certificate()), read.chain());
      assertEquals(LATER, read.expiry());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp384r1", "secp521r1"})
  void keys_of_other_curves_are_read(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    PrivateKey key = generator.generateKeyPair().getPrivate();
    // openssl ecparam -genkey puts the curve in front.
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n";
    ECPrivateKey read = (ECPrivateKey) PrivateKeys.of(parameters + TestAuthority.keyPem(key));
    assertEquals(((ECPrivateKey) key).getS(), read.getS());
    assertEquals(curve, generatedOn(read));
  }

  @Test
  void a_key_with_a_pass_phrase_is_told_as_that() throws Exception {
    Issued issued = authority.issue("RSA", LATER, "crm.example");
    String openssl =
        TestAuthority.pem(
            new JcaMiscPEMGenerator(
                issued.keys().getPrivate(),
                new JcePEMEncryptorBuilder("AES-128-CBC")
                    .setProvider(new BouncyCastleProvider())
                    .build("secret".toCharArray())));
    assertTrue(openssl.contains("ENCRYPTED"));
    String told = "a private key without a pass phrase (openssl pkey -in … -out … takes it away)";
    assertEquals(told, expected(openssl, issued));
    assertEquals(
        told,
        expected(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----",
            issued));
  }

  @Test
  void what_is_no_key_or_one_that_nobody_accepts_is_told() throws Exception {
    Issued issued = authority.issue("crm.example");
    String none = "a private key in PEM, of PKCS#8, PKCS#1 or SEC 1";
    assertEquals(none, expected("", issued));
    assertEquals(none, expected(issued.certificatePem(), issued));
    assertEquals(
        "base64 between BEGIN PRIVATE KEY and END PRIVATE KEY",
        expected("-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----", issued));
    assertEquals(
        "a private key of RSA, EC (P-256, P-384, P-521) or EdDSA",
        expected("-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----", issued));
    assertEquals(
        "an EC PRIVATE KEY that names its curve, or one of PKCS#8",
        expected("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----", issued));
    assertEquals(
        "a whole EC PRIVATE KEY",
        expected(
            "-----BEGIN EC PRIVATE KEY-----\nMIIBAAKCAQA=\n-----END EC PRIVATE KEY-----", issued));
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(1_024);
    assertEquals(
        "an RSA key of at least 2048 bits",
        expected(pkcs8(small.generateKeyPair().getPrivate()), issued));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void a_key_of_another_certificate_is_refused(String algorithm) {
    Issued issued = authority.issue("EC", LATER, "crm.example");
    KeyPair other = TestAuthority.keys(algorithm);
    assertEquals(
        "the private key that belongs to the certificate",
        expected(pkcs8(other.getPrivate()), issued));
  }

  @Test
  void a_chain_goes_from_the_server_to_its_authority() throws UnfitPem {
    Issued issued = authority.issue("crm.example");
    String own = issued.certificatePem();
    String its = TestAuthority.pem(authority.certificate());
    assertEquals(
        List.of(issued.certificate(), authority.certificate()),
        KeyAndChain.chain("# comment\n" + own + its));
    UnfitPem unfit = assertThrows(UnfitPem.class, () -> KeyAndChain.chain(its + own));
    assertEquals(
        "the server's certificate first, and then each time the one that issued it",
        unfit.getMessage());
    assertEquals(
        "a certificate in PEM",
        assertThrows(UnfitPem.class, () -> KeyAndChain.chain(issued.keyPem())).getMessage());
    assertEquals(
        "whole certificates of X.509",
        assertThrows(
                UnfitPem.class,
                () ->
                    KeyAndChain.chain(
                        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"))
            .getMessage());
  }

  @Test
  void its_text_tells_nothing_of_the_key() throws UnfitPem {
    Issued issued = authority.issue("RSA", LATER, "crm.example");
    String text = KeyAndChain.of(issued.keyPem(), List.of(issued.certificate())).toString();
    assertEquals("CN=crm.example until " + LATER, text);
    assertFalse(PemBlock.of(issued.keyPem()).toString().contains("M"));
  }
}
