import { ButtonAnchor, type ButtonSize, type ButtonVariant } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

/** Leads to TikTok's consent page, and from there back to the accounts. */
export function ConnectButton({
  children = 'Connect TikTok',
  variant = 'primary',
  size,
}: {
  children?: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
}) {
  return (
    <ButtonAnchor href="/oauth/tiktok/start" variant={variant} size={size}>
      <Icon name="link" />
      {children}
    </ButtonAnchor>
  );
}
