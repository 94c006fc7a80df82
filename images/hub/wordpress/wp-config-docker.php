<?php
/** The value of WORDPRESS_<name>, or of the file that WORDPRESS_<name>_FILE names. */
function naru_setting(string $name, string $otherwise): string
{
    $file = getenv("WORDPRESS_{$name}_FILE");
    if ($file !== false && $file !== '') {
        return rtrim(file_get_contents($file), "\r\n");
    }
    $value = getenv("WORDPRESS_{$name}");
    return $value === false ? $otherwise : $value;
}

define('DB_HOST', naru_setting('DB_HOST', 'mysql'));
define('DB_USER', naru_setting('DB_USER', 'example username'));
define('DB_PASSWORD', naru_setting('DB_PASSWORD', 'example password'));
define('DB_NAME', naru_setting('DB_NAME', 'wordpress'));
define('DB_CHARSET', naru_setting('DB_CHARSET', 'utf8mb4'));
define('DB_COLLATE', naru_setting('DB_COLLATE', ''));
$table_prefix = naru_setting('TABLE_PREFIX', 'wp_');

define('AUTH_KEY', naru_setting('AUTH_KEY', '@phrase@'));
define('SECURE_AUTH_KEY', naru_setting('SECURE_AUTH_KEY', '@phrase@'));
define('LOGGED_IN_KEY', naru_setting('LOGGED_IN_KEY', '@phrase@'));
define('NONCE_KEY', naru_setting('NONCE_KEY', '@phrase@'));
define('AUTH_SALT', naru_setting('AUTH_SALT', '@phrase@'));
define('SECURE_AUTH_SALT', naru_setting('SECURE_AUTH_SALT', '@phrase@'));
define('LOGGED_IN_SALT', naru_setting('LOGGED_IN_SALT', '@phrase@'));
define('NONCE_SALT', naru_setting('NONCE_SALT', '@phrase@'));

define('WP_DEBUG', naru_setting('DEBUG', '') !== '');

// A proxy in front that speaks https says so.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}

if (($more = naru_setting('CONFIG_EXTRA', '')) !== '') {
    eval($more);
}

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
